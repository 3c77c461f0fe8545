import type { Check } from './look.ts';

const current = [1, 0] as const;

/** The version of the language must be one that this build knows. */
export const schemaVersion: Check = (look) => {
  const written = look.config.schemaVersion;
  const match = /^(\d{1,5})\.(\d{1,5})$/.exec(written);
  if (!match) {
    look.error(['schema-version'], `"${written}" is not a version`, 'write "1.0"');
    return;
  }
  const [major, minor] = [Number(match[1]), Number(match[2])];
  if (major < current[0]) look.error(['schema-version'], `version ${written} is no longer read`, 'write "1.0"');
  else if (major > current[0] || minor > current[1]) {
    look.warning(['schema-version'], `version ${written} is newer than this build, which reads 1.0`);
  }
};
