import fc from 'fast-check';
import { takeHead, withHead } from '../../sync/connectors/note-head';

const author = fc
	.string({ minLength: 1, maxLength: 200 })
	.map((name) => name.replace(/[\s\u0000-\u001f]+/g, ' ').trim())
	.filter((name) => name !== '' && name !== 'Unknown');
const writtenAt = fc
	.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
	.map((date) => `${date.toISOString().slice(0, 19)}Z`);
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500 });

describe('the first line that names author and time', () => {
	it('is read back to the second, whatever people and texts are called', () => {
		fc.assert(
			fc.property(fc.option(author), fc.option(writtenAt), text, (who, when, words) => {
				fc.pre(who !== null || when !== null);
				const head = { author: who, writtenAt: when };
				expect(takeHead(withHead(head, words))).toEqual({ head, text: words });
			}),
		);
	});

	it('is never there twice: what is taken off and put on again is the same', () => {
		fc.assert(
			fc.property(text, (words) => {
				const { head, text: rest } = takeHead(words);
				expect(head ? withHead(head, rest) : rest).toBe(words);
			}),
		);
	});

	it('reads as a person would write it', () => {
		const head = { author: 'Jane\r\nDoe', writtenAt: '2026-11-25T14:03:22.900Z' };
		expect(withHead(head, 'Call me back')).toBe('[Jane Doe, 2026-11-25 14:03:22 UTC]\nCall me back');
	});

	it.each(['\n', '\r\n', '\r', ' '])('survives what ConnectWise makes of a line break: %j', (between) => {
		expect(takeHead(`[Jane Doe, 2026-11-25 14:03:22 UTC]${between}Call me back`)).toEqual({
			head: { author: 'Jane Doe', writtenAt: '2026-11-25T14:03:22Z' },
			text: 'Call me back',
		});
	});

	it.each([
		'[URGENT] call me back',
		'[Jane Doe, 2026-11-25] call me back',
		'[Jane Doe, 2026-13-45 14:03:22 UTC]\ncall me back',
		'Look: [Jane Doe, 2026-11-25 14:03:22 UTC]\ncall me back',
		'[2026-11-25 14:03:22 UTC]\ncall me back',
	])('is not seen where people write brackets themselves: %j', (words) => {
		expect(takeHead(words)).toEqual({ head: null, text: words });
	});
});
