// `npm run lint`: n8n's rules and ours (eslint.config.mjs), the types of everything, and the formatting.
import { binary } from './lib/binary.mjs';
import { bootstrap, main } from './lib/bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { runInForeground } from './lib/process.mjs';

const fix = process.argv.includes('--fix');

/** Each check with the program that makes it, as a file that Node runs. */
const checks = () => [
	['n8n-node lint', binary('@n8n/node-cli', 'n8n-node'), ['lint', ...(fix ? ['--fix'] : [])]],
	['types', binary('typescript', 'tsc'), ['-p', 'tsconfig.json']],
	['formatting', binary('prettier'), [fix ? '--write' : '--check', '--log-level', 'warn', '**/*.{ts,js,mjs,cjs}']],
];

await main(async () => {
	await bootstrap();
	const failed = [];
	for (const [name, program, args] of checks()) {
		if ((await runInForeground(process.execPath, [program, ...args], { cwd: root })) !== 0) failed.push(name);
	}
	console.log(failed.length === 0 ? 'lint: all clean' : `lint: ${failed.join(', ')} failed`);
	return failed.length === 0 ? 0 : 1;
});
