import { hash } from 'node:crypto';
import type { StorageRequest } from '../client/request.ts';
import type { StorageClient } from '../client/storage-client.ts';
import { printXml, type XmlContent } from '../xml/xml.ts';

/** A document as the body of a request, with its digest: not every dialect signs bodies. */
export function documentBody(
  client: StorageClient,
  rootName: string,
  content: XmlContent,
): Required<Pick<StorageRequest, 'headers' | 'body' | 'bodyType'>> {
  const body = Buffer.from(printXml(rootName, content, client.dialect.xmlNamespace));
  return {
    headers: { 'content-type': 'application/xml', 'content-md5': hash('md5', body, 'base64') },
    body,
    bodyType: 'control',
  };
}
