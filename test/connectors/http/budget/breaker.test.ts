import { afterFailure, passage } from '../../../../sync/connectors/http/budget/breaker';
import { NEW_STATE, type BudgetState } from '../../../../sync/connectors/http/budget/state';

describe('the breaker of a tenant', () => {
	const failing = (times: readonly number[]): BudgetState =>
		times.reduce((state, now) => afterFailure(state, 'credentials', now, () => 0), NEW_STATE);

	it('opens at the fifth refusal of a key', () => {
		expect(passage(failing([1, 2, 3, 4].map((ms) => 1_000 + ms)), 1_010)).toEqual({ open: false });
		expect(passage(failing([1, 2, 3, 4, 5].map((ms) => 1_000 + ms)), 1_010)).toMatchObject({ kind: 'credentials' });
	});

	it('opens all the same where the tenant’s time was put back by a little in between', () => {
		expect(passage(failing([1_000, 996, 997, 998, 999]), 999)).toMatchObject({ open: true, kind: 'credentials' });
	});
});
