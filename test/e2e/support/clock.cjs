// Loaded into n8n before anything else: its clock runs as many minutes ahead (or, below zero, behind) as a file says, from
// the start of the process and from every change of the file on. So a test can start n8n again "ten minutes later"
// without waiting for ten minutes, and set its clock back while it runs.
const { readFileSync, watch } = require('node:fs');

const file = process.env.PSA_SYNC_TEST_CLOCK;

if (file !== undefined) {
	let aheadMs = 0;
	const read = () => {
		// A file that is just being written is empty: the next change is told too.
		const text = readFileSync(file, 'utf8');
		if (text !== '') aheadMs = Number(text) * 60_000;
	};
	read();
	watch(file, { persistent: false }, read);

	const Real = Date;
	// Kept apart: whoever assigns Date.now assigns it to the real one.
	const realNow = Real.now.bind(Real);
	const now = () => realNow() + aheadMs;
	globalThis.Date = new Proxy(Real, {
		construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
		apply: () => new Real(now()).toString(),
		get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
	});
	Real.prototype.constructor = globalThis.Date;
}
