import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform, type RunningPlatform } from '../../../sandbox/platform';
import type { Side } from '../../../sync/model/entity';
import { FilesWorld } from '../../properties/files-world';

let platforms: Record<Side, RunningPlatform>;
let root: string;
let world: FilesWorld;

beforeEach(async () => {
	jest.useFakeTimers({
		now: new Date('2026-03-02T09:00:00Z'),
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
	root = mkdtempSync(join(tmpdir(), 'flow-'));
	platforms = { psa: await startPlatform(), platform: await startPlatform() };
	world = new FilesWorld(platforms, join(root, 'files'));
	await world.open();
});
afterEach(async () => {
	await platforms.psa.close();
	await platforms.platform.close();
	rmSync(root, { recursive: true, force: true });
	jest.useRealTimers();
});

const contents = (side: Side): string[] => world.files(side).map(({ content }) => content.slice(0, 20));

test('a file that is too large for the target is shown to a person with both sizes, and the others go on', async () => {
	world.add('psa', 'x'.repeat(25_000_001), 'internal', 'video.mp4');
	world.add('psa', 'small', 'internal');
	for (let runs = 0; runs < 3; runs++) await world.run();
	expect(contents('platform')).toEqual(['small']);
	const [entry, ...others] = await world.reviews();
	expect(others).toEqual([]);
	expect(entry).toContain('"video.mp4"');
	expect(entry).toContain('has 25.0 MB');
	expect(world.downloads('psa')).toBe(2);
});

test('bytes that were replaced on one side are told of, and the other side keeps what it has', async () => {
	world.add('psa', 'first', 'internal');
	for (let runs = 0; runs < 2; runs++) await world.run();
	const [{ id }] = world.files('platform');
	platforms.platform.control.upload(id, Buffer.from('second'));
	for (let runs = 0; runs < 2; runs++) await world.run();
	expect([contents('psa'), contents('platform')]).toEqual([['first'], ['second']]);
	expect(await world.reviews()).toEqual([expect.stringContaining('its content was replaced in the platform')]);
});
