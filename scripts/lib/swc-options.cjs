// How TypeScript becomes JavaScript without a build: in Jest, and where a command runs a .ts file directly.
module.exports = {
	jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2023' },
	module: { type: 'commonjs' },
	sourceMaps: 'inline',
};
