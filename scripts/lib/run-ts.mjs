import { join } from 'node:path';
import { root } from './paths.mjs';
import { runInForeground } from './process.mjs';

/** Runs a TypeScript program of this repository in the foreground; returns its exit code. */
export function runTypeScript(program, args, env = {}) {
	return runInForeground(process.execPath, [join(root, 'scripts', 'lib', 'run-ts.cjs'), join(root, program), ...args], {
		cwd: root,
		env: { ...process.env, ...env },
	});
}
