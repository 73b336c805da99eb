/** The SDK comes without types; `ali-oss.ts` says what is used of it. */
declare module 'ali-oss' {
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const Client: new (options: object) => any;
  // biome-ignore lint/style/noDefaultExport: that is how the SDK is imported
  export default Client;
}
