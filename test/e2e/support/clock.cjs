// Loaded into n8n before anything else: its clock runs as many minutes ahead as the file says when the process starts.
// So a test can start n8n again "ten minutes later" without waiting for ten minutes.
const { readFileSync } = require('node:fs');

const file = process.env.PSA_SYNC_TEST_CLOCK;
const aheadMs = file === undefined ? 0 : Number(readFileSync(file, 'utf8')) * 60_000;

if (aheadMs !== 0) {
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
