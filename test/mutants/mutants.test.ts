import { parseSync } from '@swc/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutated, MUTANTS, type Mutant } from '.';

const root = join(__dirname, '..', '..');

function sourceOf(file: string): string {
	return readFileSync(join(root, file), 'utf8');
}

describe('planted bugs', () => {
	it('are at least thirty, each with a name of its own', () => {
		expect(MUTANTS.length).toBeGreaterThanOrEqual(30);
		expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
	});

	it.each(MUTANTS.map((mutant): [string, Mutant] => [mutant.name, mutant]))(
		'"%s" fits the engine as it stands, and makes another one that can be compiled',
		(_name, mutant) => {
			const files = [...new Set(mutant.edits.map(({ file }) => file))];
			expect(files.length).toBeGreaterThan(0);
			for (const file of files) {
				const source = sourceOf(file);
				const wrong = mutated(mutant, file, source);
				expect(wrong).not.toBe(source);
				expect(() => parseSync(wrong, { syntax: 'typescript' })).not.toThrow();
			}
		},
	);

	it('that fit no more, or more than once, are refused with the edit that is to be renewed', () => {
		const mutant: Mutant = {
			name: 'outdated',
			what: 'Edits what is not there.',
			edits: [{ file: 'sync/x.ts', find: 'a();', replace: 'b();' }],
		};
		expect(() => mutated(mutant, 'sync/x.ts', 'c();')).toThrow(/"outdated".*sync\/x\.ts fits 0 times.*a\(\);/);
		expect(() => mutated(mutant, 'sync/x.ts', 'a(); a();')).toThrow(/fits 2 times/);
		expect(mutated(mutant, 'sync/x.ts', 'a();')).toBe('b();');
		expect(mutated(mutant, 'sync/y.ts', 'a();')).toBe('a();');
	});
});
