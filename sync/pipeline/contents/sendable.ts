import { isoTime } from '../../model/clock';
import { SYSTEM_NAMES, otherSide } from '../../model/entity';
import { linkedId } from '../../model/link';
import { notice } from '../../model/review';
import type { ApplyContext, ReadyWrite } from '../apply-context';
import { park } from '../failures';
import { hashOf, SIZE_FIELD, whyKey } from './arriving';
import { megabytes } from './spool';

/**
 * Whether the bytes of an attachment that is to be created lie ready and are not too many for the target. Where they do
 * not, the write waits and its source is read again; where they are too many, a person is told, once.
 *
 * @returns false where the write was put back or given up
 */
export async function isSendable(context: ApplyContext, ready: ReadyWrite): Promise<boolean> {
	const { connector, contents, entity } = context;
	if (entity !== 'attachment' || !contents) return true;
	const hash = hashOf(ready.payload);
	const content = hash === null ? null : await contents.open(hash);
	content?.stream.destroy();
	const size = content?.size ?? sizeOf(ready);
	const most = connector.contents?.maxBytes;
	if (size !== null && most !== undefined && size > most) {
		await park(context, ready, 'deadLetter', tooLarge(context, ready, size, most));
		return false;
	}
	if (content) return true;
	await readAgain(context, ready);
	return false;
}

function sizeOf({ payload, claimed: { write } }: ReadyWrite): number | null {
	const size = payload[SIZE_FIELD] ?? write.fields[SIZE_FIELD];
	return typeof size === 'number' ? size : null;
}

function tooLarge(
	{ connector, side }: ApplyContext,
	{ claimed: { write, link } }: ReadyWrite,
	size: number,
	most: number,
): string {
	const name = write.fields.fileName;
	const called = typeof name === 'string' ? ` "${name.slice(0, 100)}"` : '';
	const source = side === 'psa' ? 'platform' : 'PSA';
	return `the file${called} (${source} ${linkedId(link, otherSide(side))}) has ${megabytes(size)}, and ${SYSTEM_NAMES[connector.system]} takes at most ${megabytes(most)} a file. It stays where it is and was not sent. Put it somewhere that both teams can reach, then dismiss this.`;
}

/** Its bytes are not here (any more), or could not be read yet. */
async function readAgain(context: ApplyContext, { claimed: { write, link } }: ReadyWrite): Promise<void> {
	const { store, settings, clock, outcomes, sync, entity } = context;
	const side = otherSide(context.side);
	const id = linkedId(link, side) ?? '';
	const now = clock.now();
	const age = now - Date.parse(write.createdAt);
	const pause = Math.min(settings.maxBackoffMs, Math.max(settings.backoffMs, age / 2));
	const isLong = age >= settings.parentPatienceMs;
	const said = await store.cached(whyKey(sync, side, id), now, Number.POSITIVE_INFINITY);
	const why = typeof said === 'string' ? `: ${said}` : '';
	const where = side === 'psa' ? 'the PSA' : 'the platform';
	const reason = `the file of ${entity} ${id} has to be read from ${where} ${isLong ? 'still' : 'again'}${why}`;
	// Told once: whoever dismisses the entry knows of it.
	const draft =
		isLong && write.lastError !== reason
			? notice({
					kind: 'waiting',
					side: context.side,
					writeId: write.id,
					message: `${reason}. It has been waiting since ${write.createdAt} (now ${isoTime(now)}) and goes on by itself once the file can be read. Open it there by hand; where that fails too, dismiss this.`,
				})
			: null;
	await store.release(write, now + pause, reason, write.payload !== null, draft ? { draft, now } : undefined);
	await store.addRevisits([{ sync, side, entity, recordId: id, force: [], reason: 'its file is needed' }]);
	outcomes.set(write.id, 'waiting', reason);
	if (draft) outcomes.ask(write.id, [draft.message]);
}
