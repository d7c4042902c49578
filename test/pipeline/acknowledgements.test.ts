import { Acknowledgements } from '../../sync/pipeline/acknowledgements';

/** A promise that is settled from outside. */
function pending() {
	let resolve: () => void = () => undefined;
	let reject: (error: Error) => void = () => undefined;
	const promise = new Promise<void>((yes, no) => {
		[resolve, reject] = [yes, no];
	});
	return { promise, resolve, reject };
}

describe('acknowledgements of a chunk', () => {
	test('are waited for until the last of them is durable', async () => {
		const [first, second] = [pending(), pending()];
		const acknowledgements = new Acknowledgements();
		acknowledgements.add(first.promise);
		acknowledgements.add(second.promise);
		let over = false;
		const durable = acknowledgements.durable().then(() => (over = true));
		first.resolve();
		await new Promise((resolve) => setImmediate(resolve));
		expect(over).toBe(false);
		second.resolve();
		await durable;
	});

	test('tell of the first failure only when the others are over', async () => {
		const [failing, other] = [pending(), pending()];
		const acknowledgements = new Acknowledgements();
		acknowledgements.add(failing.promise);
		acknowledgements.add(other.promise);
		const durable = acknowledgements.durable();
		const told = jest.fn();
		durable.catch(told);
		failing.reject(new Error('The disk is full.'));
		await new Promise((resolve) => setImmediate(resolve));
		expect(told).not.toHaveBeenCalled();
		other.resolve();
		await expect(durable).rejects.toThrow('The disk is full.');
	});

	test('are told of once: the next chunk begins with none', async () => {
		const acknowledgements = new Acknowledgements();
		acknowledgements.add(Promise.reject(new Error('The disk is full.')));
		await expect(acknowledgements.durable()).rejects.toThrow('The disk is full.');
		await expect(acknowledgements.durable()).resolves.toBeUndefined();
	});
});
