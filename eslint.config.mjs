import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';

/** Folders of the engine that stand beside each other: none may know another, only `pipeline` knows them all. */
const ENGINE_PARTS = ['connectors', 'mapping', 'resolve', 'store'];

/** What a part promises to the others: types alone, which any of them may name. */
const INTERFACES = { connectors: './connector.ts', mapping: './compiled-mapping.ts', store: './store.ts' };

/** `import-x/no-restricted-paths` zones: which folder may not import from which others, and why. */
const layers = [
	{
		target: './sync',
		from: ['./nodes', './credentials', './templates', './sandbox', './test'],
		message: 'The engine knows nothing of n8n, of the sandbox or of tests.',
	},
	{
		target: ['./nodes', './credentials'],
		from: ['./templates', './sandbox', './test'],
		message: 'What is published does not depend on what is not.',
	},
	{
		target: './sync/model',
		from: [...ENGINE_PARTS, 'pipeline'].map((part) => `./sync/${part}`),
		message: 'The model is the vocabulary of the others and knows none of them.',
	},
	...ENGINE_PARTS.flatMap((part) =>
		[...ENGINE_PARTS.filter((other) => other !== part), 'pipeline'].map((other) => ({
			target: `./sync/${part}`,
			from: `./sync/${other}`,
			...(other in INTERFACES && { except: [INTERFACES[other]] }),
			message: 'Parts of the engine meet in sync/pipeline; what they share belongs to sync/model.',
		})),
	),
	// The demo watches the sync through its store; the simulators beside it know nothing of it.
	{
		target: ['connectwise', 'platform', 'http', 'seed', 'host'].map((part) => `./sandbox/${part}`),
		from: ['./nodes', './credentials', './test', ...[...ENGINE_PARTS, 'pipeline'].map((part) => `./sync/${part}`)],
		message: 'A simulator that shares code with the product repeats its mistakes instead of finding them.',
	},
];

const HOST_PACKAGES = [{ group: ['n8n-workflow', 'n8n-core', '@n8n/*'], message: 'The engine knows nothing of n8n.' }];
const SQL_PACKAGES = [{ group: ['kysely', 'node:sqlite', 'pg'], message: 'SQL and its dialects stay in sync/store.' }];
const IO_PACKAGES = [
	{
		group: ['axios', 'node:*', '!node:assert', '!node:buffer', '!node:crypto', '!node:util'],
		message: 'mapping/ and resolve/ do no I/O: clock, HTTP and store are passed in.',
	},
];

export default [
	{ ignores: ['dist/**', 'coverage/**', 'docs/**', '**/node_modules/**'] },
	// Without n8n Cloud's rules: a package with logic nodes cannot be verified for Cloud, so run-time dependencies and
	// Node's own modules (node:sqlite) are allowed here.
	...configWithoutCloudSupport,
	{
		files: ['**/*.ts'],
		rules: {
			'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: layers }],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-non-null-assertion': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
			// TypeScript itself resolves names, and knows CommonJS packages better than this rule does.
			'import-x/no-unresolved': 'off',
			'import-x/namespace': 'off',
			'import-x/no-named-as-default-member': 'off',
			// Texts from outside are hostile: control characters are searched for on purpose.
			'no-control-regex': 'off',
			eqeqeq: 'error',
		},
	},
	{
		files: ['credentials/**/*.ts', 'nodes/**/*.ts', 'sync/**/*.ts', 'sandbox/**/*.ts'],
		languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
		rules: {
			// A promise that nobody awaits is a write that nobody knows of.
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			// Takes one TypeScript, one that typescript-eslint supports: beside a second one it finds no stream to be iterable.
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
		},
	},
	{
		files: ['sync/**/*.ts'],
		rules: { 'no-restricted-imports': ['error', { patterns: [...HOST_PACKAGES, ...SQL_PACKAGES] }] },
	},
	{
		files: ['sync/store/**/*.ts'],
		rules: { 'no-restricted-imports': ['error', { patterns: HOST_PACKAGES }] },
	},
	{
		files: ['sync/mapping/**/*.ts', 'sync/resolve/**/*.ts'],
		rules: { 'no-restricted-imports': ['error', { patterns: [...HOST_PACKAGES, ...SQL_PACKAGES, ...IO_PACKAGES] }] },
	},
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		rules: { 'no-restricted-imports': ['error', { patterns: SQL_PACKAGES }] },
	},
	{
		files: ['sync/**/*.ts', 'sandbox/**/*.ts', 'templates/**/*.ts', 'test/**/*.ts'],
		rules: {
			// n8n's error classes belong to nodes; outside of them an error goes on as it is.
			'@n8n/community-nodes/require-node-api-error': 'off',
		},
	},
	{
		files: ['sandbox/**/*.ts', 'templates/**/*.ts', 'test/**/*.ts'],
		rules: {
			// Programs for the terminal print.
			'no-console': 'off',
			// The demo and the tests start n8n and npm.
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			// The keys of a simulator are printed for everybody to use.
			'@n8n/community-nodes/no-hardcoded-secrets': 'off',
		},
	},
	{
		files: ['package.json'],
		rules: {
			// A conflict engine with a store cannot do without: see docs/decisions.
			'@n8n/community-nodes/no-runtime-dependencies': 'off',
			// The package has no address on the web and its authors are a group without one.
			'@n8n/community-nodes/require-homepage': 'off',
			'@n8n/community-nodes/valid-author': 'off',
		},
	},
];
