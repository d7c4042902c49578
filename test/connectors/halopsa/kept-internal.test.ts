import { keptInternal } from '../../../sync/connectors/halopsa/actions/write';
import { SyncError } from '../../../sync/model/errors';
import { failureOf } from './support';

type Actions = Parameters<typeof keptInternal>[0];

const shown = { id: 7, hiddenfromuser: false } as Parameters<typeof keptInternal>[2];
const answering = (post: () => Promise<unknown>): Actions => ({ post }) as unknown as Actions;

describe('an internal action that an outcome shows to clients', () => {
	it('is hidden', async () => {
		const hidden = { id: 7, hiddenfromuser: true };
		expect(
			await keptInternal(
				answering(async () => hidden),
				'note',
				shown,
				'3',
			),
		).toBe(hidden);
	});

	it.each(['UNREACHABLE', 'RATE_LIMITED', 'TIMEOUT'] as const)(
		'is given up at once where hiding it fails (%s): tried again, it would be written twice and stay shown',
		async (code) => {
			const failing = answering(async () => {
				throw new SyncError(code, 'no answer', { uncertain: true });
			});
			const error = await failureOf(keptInternal(failing, 'timeEntry', shown, '3'));
			expect(error).toMatchObject({ code: 'REJECTED', retryable: false, subject: { id: '3/7', field: 'visibility' } });
			expect(error.subject.uncertain).toBeUndefined();
			expect(error.message).toContain('hide it there now');
		},
	);
});
