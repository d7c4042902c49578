import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allTemplates } from '../../templates/source/templates';
import type { WorkflowTemplate } from '../../templates/source/workflow';
import { nodeTypesFrom, packageNodes } from '../support/node-types';

const folder = join(__dirname, '..', '..', 'templates');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const read = (file: string): WorkflowTemplate =>
	JSON.parse(readFileSync(join(folder, file), 'utf8')) as WorkflowTemplate;

describe('the checked-in templates', () => {
	test('are what their source generates: run "npm run templates" after a change', () => {
		const generated = allTemplates();
		expect(files.sort()).toEqual([...generated.keys()].sort());
		for (const [file, json] of generated) expect(readFileSync(join(folder, file), 'utf8')).toBe(json);
	});
});

describe.each(files)('%s', (file) => {
	const template = read(file);
	const stickies = template.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
	const nodes = template.nodes.filter((node) => !stickies.includes(node));

	test('names every node once, in Title Case and under 40 characters', () => {
		const names = template.nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(template.nodes.map(({ id }) => id)).size).toBe(names.length);
		for (const name of names) {
			expect(name.length).toBeLessThan(40);
			expect(name).toMatch(/^[A-Z]/);
		}
	});

	test('uses only nodes that the package or n8n has, with parameters that they know', () => {
		const own = new Set(Object.keys(packageNodes()));
		const types = nodeTypesFrom({});
		for (const { type, typeVersion, parameters } of nodes) {
			if (type.startsWith('n8n-nodes-base.')) continue;
			expect(own).toContain(type);
			const known = new Set(
				types.getByNameAndVersion(type, typeVersion).description.properties.map(({ name }) => name),
			);
			expect(Object.keys(parameters).filter((name) => !known.has(name))).toEqual([]);
		}
	});

	test('connects nodes that exist, and leaves none alone', () => {
		const names = new Set(nodes.map(({ name }) => name));
		const connected = new Set<string>();
		for (const [from, { main }] of Object.entries(template.connections)) {
			connected.add(from);
			for (const target of (main ?? []).flatMap((targets) => targets ?? [])) connected.add(target.node);
		}
		expect([...connected].sort()).toEqual([...names].sort());
	});

	test('bears no credential, keeps no data of successful runs, and has one sync key', () => {
		expect(template.nodes.filter((node) => 'credentials' in node)).toEqual([]);
		expect(template.settings).toMatchObject({ executionOrder: 'v1', saveDataSuccessExecution: 'none' });
		const keys = nodes.flatMap(({ parameters }) => ('syncKey' in parameters ? [parameters.syncKey] : []));
		expect(new Set(keys)).toEqual(new Set(['default']));
	});

	test('explains itself: one yellow note of 100 to 300 words, white ones under 50', () => {
		const words = (text: unknown): number => String(text).split(/\s+/).length;
		const yellow = stickies.filter(({ parameters }) => parameters.color === 1);
		expect(yellow).toHaveLength(1);
		const [main] = yellow;
		expect(main?.parameters.content).toMatch(/### How it works[\s\S]*### Setup/);
		expect(words(main?.parameters.content)).toBeGreaterThanOrEqual(100);
		expect(words(main?.parameters.content)).toBeLessThanOrEqual(300);
		for (const { parameters } of stickies.filter((sticky) => sticky !== main)) {
			expect(words(parameters.content)).toBeLessThan(50);
		}
	});

	test('lies on the canvas without nodes on top of each other', () => {
		const places = nodes.map(({ name, position: [x, y] }) => ({ name, x, y }));
		const crowded = places.flatMap((one, index) =>
			places
				.slice(index + 1)
				.filter((other) => Math.abs(one.x - other.x) < 200 && Math.abs(one.y - other.y) < 160)
				.map((other) => `${one.name} / ${other.name}`),
		);
		expect(crowded).toEqual([]);
	});
});
