import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDisplayOptions, INodeParameters, INodeProperties } from 'n8n-workflow';
import { allTemplates } from '../../templates/source/templates';
import { textHeight } from '../../templates/source/canvas/text-size';
import type { WorkflowTemplate } from '../../templates/source/canvas/workflow';
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
			expect(unknownChoices(types.getByNameAndVersion(type, typeVersion).description.properties, parameters)).toEqual(
				[],
			);
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

	test('explains itself: one yellow note of 100 to 300 words, a table of owners, the others under 50', () => {
		const words = (text: unknown): number => String(text).split(/\s+/).length;
		const yellow = stickies.filter(({ parameters }) => parameters.color === 1);
		expect(yellow).toHaveLength(1);
		const [main] = yellow;
		expect(main?.parameters.content).toMatch(/### How it works[\s\S]*### Setup[\s\S]*### Going on/);
		expect(words(main?.parameters.content)).toBeGreaterThanOrEqual(100);
		expect(words(main?.parameters.content)).toBeLessThanOrEqual(300);
		const owners = stickies.find(({ name }) => name === 'Who Owns What');
		expect(String(owners?.parameters.content).split('\n').length).toBeGreaterThan(5);
		for (const { parameters } of stickies.filter((sticky) => sticky !== main && sticky !== owners)) {
			expect(words(parameters.content)).toBeLessThan(50);
		}
	});

	test('lies on the canvas without nodes on top of each other', () => {
		expect(
			pairs(nodes)
				.filter(([one, other]) => overlap(nodeBox(one), nodeBox(other)))
				.map(names),
		).toEqual([]);
	});

	test('has no sticky on another one, and each text has room above the nodes of its sticky', () => {
		expect(
			pairs(stickies)
				.filter(([one, other]) => overlap(box(one), box(other)))
				.map(names),
		).toEqual([]);
		for (const sticky of stickies) {
			const { x, y, width, height } = box(sticky);
			const text = { x, y, width, height: textHeight(String(sticky.parameters.content), width) };
			expect({ sticky: sticky.name, room: height >= text.height }).toEqual({ sticky: sticky.name, room: true });
			const on = nodes.filter((node) => overlap(box(sticky), nodeBox(node)));
			expect(on.filter((node) => !within(nodeBox(node), box(sticky))).map(({ name }) => name)).toEqual([]);
			expect(on.filter((node) => overlap(nodeBox(node), text)).map(({ name }) => name)).toEqual([]);
		}
	});

	test('can be started by hand at one node for each thing, and never at a node that n8n allows once', () => {
		const byHand = nodes.filter(({ parameters }) => parameters.starts === 'byHand').map(({ name }) => name);
		expect(byHand).toEqual(expect.arrayContaining(['When Switching Phase']));
		// n8n drops the second Manual Trigger of a workflow when it is imported in the editor.
		expect(nodes.filter(({ type }) => type === 'n8n-nodes-base.manualTrigger')).toEqual([]);
		for (const name of byHand) expect(template.connections[name]?.main?.[0]).toHaveLength(1);
	});
});

/** Parameters that hold a value which the editor does not offer: a name of an operation that does not exist. */
function unknownChoices(properties: readonly INodeProperties[], parameters: INodeParameters): string[] {
	const held = Object.entries(parameters).filter(([, value]) => typeof value !== 'object');
	return held.flatMap(([name, value]) => {
		const offered = properties
			.filter((property) => property.name === name && property.type === 'options')
			.filter(({ displayOptions }) => shown(displayOptions?.show, parameters))
			.flatMap(({ options = [] }) => options.map((option) => ('value' in option ? option.value : undefined)));
		return offered.length === 0 || offered.includes(value as string) ? [] : [`${name}: ${String(value)}`];
	});
}

function shown(conditions: IDisplayOptions['show'] = {}, parameters: INodeParameters): boolean {
	return Object.entries(conditions).every(
		([name, values]) => parameters[name] === undefined || values?.includes(parameters[name] as string),
	);
}

interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

type Placed = WorkflowTemplate['nodes'][number];

/** A node with its name and subtitle, as n8n draws them. */
function nodeBox({ position: [x, y] }: Placed): Box {
	return { x, y, width: 96, height: 152 };
}

function box({ position: [x, y], parameters }: Placed): Box {
	return { x, y, width: Number(parameters.width), height: Number(parameters.height) };
}

function overlap(one: Box, other: Box): boolean {
	return (
		one.x < other.x + other.width &&
		other.x < one.x + one.width &&
		one.y < other.y + other.height &&
		other.y < one.y + one.height
	);
}

function within(inner: Box, outer: Box): boolean {
	return (
		inner.x >= outer.x &&
		inner.y >= outer.y &&
		inner.x + inner.width <= outer.x + outer.width &&
		inner.y + inner.height <= outer.y + outer.height
	);
}

function pairs(all: readonly Placed[]): [Placed, Placed][] {
	return all.flatMap((one, index) => all.slice(index + 1).map((other): [Placed, Placed] => [one, other]));
}

function names([one, other]: [Placed, Placed]): string {
	return `${one.name} / ${other.name}`;
}
