import type { FormName, FormSpec } from '../form-spec.ts';
import {
  aclForm,
  corsForm,
  ownershipForm,
  policyStatusForm,
  publicAccessBlockForm,
  refererForm,
} from './access-forms.ts';
import {
  accelerationForm,
  customDomainForm,
  loggingForm,
  notificationForm,
  originForm,
  requestPaymentForm,
  taggingForm,
  websiteForm,
} from './delivery-forms.ts';
import { lifecycleForm } from './lifecycle-form.ts';
import { encryptionForm, objectLockForm, replicationForm, versioningForm } from './retention-forms.ts';

/** The form of every document. */
export const forms: Readonly<Record<FormName, FormSpec>> = {
  versioning: versioningForm,
  encryption: encryptionForm,
  'object-lock': objectLockForm,
  replication: replicationForm,
  lifecycle: lifecycleForm,
  tagging: taggingForm,
  acl: aclForm,
  cors: corsForm,
  referer: refererForm,
  'public-access-block': publicAccessBlockForm,
  'ownership-controls': ownershipForm,
  'policy-status': policyStatusForm,
  notification: notificationForm,
  logging: loggingForm,
  website: websiteForm,
  'request-payment': requestPaymentForm,
  acceleration: accelerationForm,
  'custom-domain': customDomainForm,
  origin: originForm,
};
