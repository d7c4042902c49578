import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..', '..');

describe('the lock files', () => {
	it('list the optional packages of every platform, so that npm ci accepts them (else: npm run lock)', async () => {
		const script = join(root, 'scripts', 'complete-lock.mjs');
		const { stdout } = await promisify(execFile)(process.execPath, [script, '--check']);
		expect(stdout.trim().split('\n')).toEqual([
			'./package-lock.json: complete',
			'test/host/package-lock.json: complete',
		]);
	});

	it.each(['package-lock.json', 'test/host/package-lock.json'])('%s names no registry', (file) => {
		const { packages } = JSON.parse(readFileSync(join(root, file), 'utf8')) as {
			packages: Record<string, { resolved?: string }>;
		};
		expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
	});
});
