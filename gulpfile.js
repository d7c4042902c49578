// Build: `dist/` is what the package ships. `n8n-node build` is not used for it, since that compiles the tests and the
// sandbox too and copies every picture of the repository, those of docs/ among them, into the package.
const { rm } = require('node:fs/promises');
const { spawn } = require('node:child_process');
const { dest, parallel, series, src } = require('gulp');

/** Files that n8n looks for beside the compiled node: icons, codex files, output schemas. */
const STATIC_FILES = [
	'nodes/**/*.{svg,png}',
	'nodes/**/*.node.json',
	'nodes/**/__schema__/**/*.json',
	'credentials/**/*.{svg,png}',
];

function clean() {
	return rm('dist', { recursive: true, force: true });
}

function compile(done) {
	const tsc = require.resolve('typescript/bin/tsc');
	const child = spawn(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
	child.once('error', done);
	child.once('close', (code) => done(code === 0 ? undefined : new Error('TypeScript found errors')));
}

function copyStaticFiles() {
	// Pictures are bytes: gulp would otherwise re-encode them as text.
	return src(STATIC_FILES, { base: '.', encoding: false, allowEmpty: true }).pipe(dest('dist'));
}

exports.clean = clean;
exports.build = series(clean, parallel(compile, copyStaticFiles));
exports.default = exports.build;
