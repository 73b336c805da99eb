import { config } from 'zod';

// zod tries whether it may compile code from text; the content policy forbids it, and the try alone is reported.
config({ jitless: true });
