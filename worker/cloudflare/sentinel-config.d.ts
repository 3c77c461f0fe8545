declare module 'sentinel-config' {
  /** The configuration that `scripts/bundle-config.ts` wrote, as JSON text. */
  const json: string;
  export default json;
}
