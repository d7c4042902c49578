import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { sameBytes } from '../../sync/connectors/attachment-match';
import { SyncError } from '../../sync/model/errors';
import type { NativeRecord } from '../../sync/model/record';

const NAMES = { fileName: 'title', size: 'fileSize' };
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

function attachment(id: string, title: string, fileSize: number | null, sha256?: string): NativeRecord {
	return {
		entity: 'attachment',
		id,
		record: { id, title, fileSize, ...(sha256 === undefined ? {} : { sha256 }) },
		changedAt: null,
		author: null,
		etag: null,
		externalIds: [],
		deleted: false,
		url: null,
	};
}

function reader(files: Readonly<Record<string, string>>) {
	const opened: string[] = [];
	return {
		opened,
		async open(id: string) {
			opened.push(id);
			if (!Object.hasOwn(files, id)) throw new SyncError('NOT_FOUND', `no file ${id}`);
			return { stream: Readable.from([Buffer.from(files[id])]), size: null, contentType: null };
		},
	};
}

const key = (content: string, title = 'a.txt') => ({
	sourceId: '1',
	targetId: null,
	payload: { title, fileSize: content.length, sha256: hash(content) },
});

describe('an attachment is recognised by its bytes', () => {
	it('whatever it is called, the same name first, and says its hash', async () => {
		const there = [attachment('1', 'b.txt', 5), attachment('2', 'a.txt', 5), attachment('3', 'a.txt', 5)];
		const found = await sameBytes(key('bytes'), there, NAMES, reader({ 1: 'bytes', 2: 'bytes', 3: 'other' }));
		expect(found.map(({ record, rule }) => [record.id, rule, record.record.sha256])).toEqual([
			['2', 'content', hash('bytes')],
			['1', 'content', hash('bytes')],
		]);
	});

	it('reads no bytes of one whose size or told hash is another, nor twice in one look-up', async () => {
		const there = [attachment('1', 'a', 4), attachment('2', 'a', 5, hash('other')), attachment('3', 'a', null)];
		const files = reader({ 1: 'four', 2: 'bytes', 3: 'bytes' });
		const hashes = new Map<string, string | null>();
		for (let time = 0; time < 2; time++) {
			const found = await sameBytes(key('bytes'), there, NAMES, files, hashes);
			expect(found.map(({ record }) => record.id)).toEqual(['3']);
		}
		expect(files.opened).toEqual(['3']);
	});

	it('is not recognised by nothing, and one whose bytes are gone is nobody', async () => {
		const there = [attachment('1', 'a.txt', 5)];
		expect(await sameBytes(key('bytes'), there, NAMES, reader({}))).toEqual([]);
		const unknown = { ...key('bytes'), payload: { title: 'a.txt', fileSize: 5, sha256: null } };
		expect(await sameBytes(unknown, there, NAMES, reader({ 1: 'bytes' }))).toEqual([]);
	});
});
