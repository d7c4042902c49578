// Jest's way to a wrong engine: compiles as @swc/jest does, after the edits of the mutant that MUTANT names.
const path = require('node:path');
const swcJest = require('@swc/jest');
require('./register-ts.cjs');
const { mutated, mutantNamed } = require('../../test/mutants/index.ts');

const root = path.join(__dirname, '..', '..');

exports.createTransformer = (options) => {
	const swc = swcJest.createTransformer(options);
	const mutant = process.env.MUTANT ? mutantNamed(process.env.MUTANT) : undefined;
	const edited = (source, filename) =>
		mutant ? mutated(mutant, path.relative(root, filename).split(path.sep).join('/'), source) : source;
	return {
		canInstrument: swc.canInstrument,
		process: (source, filename, jestOptions) => swc.process(edited(source, filename), filename, jestOptions),
		// Made from the edited source: what one mutant left in the cache is found by no other.
		getCacheKey: (source, filename, jestOptions) => swc.getCacheKey(edited(source, filename), filename, jestOptions),
	};
};
