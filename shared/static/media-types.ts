/** Media types by extension, and whether their content gains by compression. */
export class MediaTypes {
  readonly #own: ReadonlyMap<string, string>;

  /** `own` come before the table: extensions, with or without their dot, and types. */
  constructor(own: readonly (readonly [extension: string, type: string])[] = []) {
    this.#own = new Map(own.map(([extension, type]) => [extension.replace(/^\./, '').toLowerCase(), type]));
  }

  /** Value of `content-type` for a file of this name. Text of the table is UTF-8. */
  of(name: string): string {
    const dot = name.lastIndexOf('.');
    const extension = dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
    return this.#own.get(extension) ?? known.get(extension) ?? 'application/octet-stream';
  }
}

/** Whether content of a type is worth compressing; media and archives are compressed already. */
export function isCompressible(type: string): boolean {
  return compressible.test(type);
}

const compressible =
  /^(?:text\/(?!event-stream)|[^;]*(?:javascript|json|xml)|image\/(?:svg|bmp|vnd\.microsoft\.icon)|application\/(?:wasm|rtf|yaml|toml|sql|x-tar)|font\/(?:ttf|otf)|application\/vnd\.ms-fontobject)/i;

/** `type/subtype: extensions`; the registry of IANA, and what browsers expect where it says nothing. */
const table = `
text/html:html htm
text/css:css
text/javascript:js mjs cjs
text/plain:txt text log conf ini
text/markdown:md markdown
text/csv:csv
text/tab-separated-values:tsv
text/calendar:ics
text/vcard:vcf
text/vtt:vtt
text/xml:xml xsl xsd
text/x-component:htc
application/json:json map
application/ld+json:jsonld
application/geo+json:geojson
application/manifest+json:webmanifest
application/yaml:yaml yml
application/toml:toml
application/sql:sql
application/rss+xml:rss
application/atom+xml:atom
application/xhtml+xml:xhtml xht
application/mathml+xml:mathml
application/wasm:wasm
application/pdf:pdf
application/rtf:rtf
application/epub+zip:epub
application/postscript:ps eps ai
application/zip:zip
application/gzip:gz tgz
application/zstd:zst
application/x-bzip2:bz2
application/x-xz:xz
application/x-7z-compressed:7z
application/x-tar:tar
application/vnd.rar:rar
application/java-archive:jar war
application/msword:doc
application/vnd.ms-excel:xls
application/vnd.ms-powerpoint:ppt
application/vnd.openxmlformats-officedocument.wordprocessingml.document:docx
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet:xlsx
application/vnd.openxmlformats-officedocument.presentationml.presentation:pptx
application/vnd.oasis.opendocument.text:odt
application/vnd.oasis.opendocument.spreadsheet:ods
application/vnd.oasis.opendocument.presentation:odp
application/vnd.google-earth.kml+xml:kml
application/vnd.google-earth.kmz:kmz
application/vnd.android.package-archive:apk
application/vnd.apple.mpegurl:m3u8
application/vnd.ms-fontobject:eot
application/x-x509-ca-cert:crt der pem
application/dash+xml:mpd
image/svg+xml:svg
image/png:png
image/apng:apng
image/jpeg:jpg jpeg jfif
image/gif:gif
image/webp:webp
image/avif:avif
image/heic:heic
image/jxl:jxl
image/bmp:bmp
image/tiff:tif tiff
image/vnd.microsoft.icon:ico cur
font/woff2:woff2
font/woff:woff
font/ttf:ttf
font/otf:otf
font/collection:ttc
audio/mpeg:mp3
audio/mp4:m4a
audio/aac:aac
audio/ogg:ogg oga opus
audio/flac:flac
audio/wav:wav
audio/webm:weba
audio/midi:mid midi
video/mp4:mp4 m4v
video/webm:webm
video/ogg:ogv
video/quicktime:mov
video/mp2t:ts
video/x-matroska:mkv
video/x-msvideo:avi
video/mpeg:mpeg mpg
model/gltf+json:gltf
model/gltf-binary:glb`;

const known: ReadonlyMap<string, string> = new Map(
  table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const colon = line.indexOf(':');
      const type = line.slice(0, colon);
      const value = type.startsWith('text/') ? `${type}; charset=utf-8` : type;
      return line
        .slice(colon + 1)
        .split(' ')
        .map((extension) => [extension, value] as const);
    }),
);
