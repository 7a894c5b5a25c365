import { execSync } from 'node:child_process';

/** The page's script is bundled anew before the tests, so that none of them sees an old one. */
export default function setup(): void {
  execSync('npm run --silent bundle', { stdio: 'inherit', cwd: import.meta.dirname });
}
