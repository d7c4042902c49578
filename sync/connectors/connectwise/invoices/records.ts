import type { NativeRecord } from '../../../model/record';
import { CLOSED, OPEN, PAID } from '../fields/invoice';
import type { ConnectWiseOptions } from '../options';
import { toNative, valueAt } from '../records';
import type { VendorRecord } from '../schemas';

/** An invoice as the engine knows it. */
export function toNativeInvoice(raw: VendorRecord, options: ConnectWiseOptions): NativeRecord {
	const native = toNative('invoice', raw, options);
	return { ...native, record: { ...native.record, settlement: settlementOf(raw) } };
}

/** An invoice over nothing was never to be paid, and a balance that is not told is not nothing: the status alone tells. */
function settlementOf(raw: VendorRecord): string {
	const { total, balance } = raw;
	if (typeof total === 'number' && total !== 0 && balance === 0) return PAID;
	return valueAt(raw, 'status/isClosed') === true ? CLOSED : OPEN;
}
