import { classifyHaloPsa, notUnderstood } from '../../../sync/connectors/halopsa/errors';
import type { Body } from '../../../sync/connectors/http';
import { failureOf } from '../../../sync/connectors/http';

const answer = (status: number, body: Body, path = '/api/Tickets') => ({ status, body, method: 'POST', path });
const json = (value: unknown): Body => ({ kind: 'json', value });

describe('classifyHaloPsa', () => {
	it.each([
		[
			'a result code with a message',
			json({ resultCode: 'APP01/1', errorMessage: 'Please enter a Summary' }),
			'Please enter a Summary',
		],
		[
			'a .NET exception',
			json({ ClassName: 'System.Exception', Message: 'No such status', StackTraceString: 'at Halo…' }),
			'No such status',
		],
		['a bare message', json({ Message: 'The request is invalid.' }), 'The request is invalid.'],
		['an error word', json({ error: 'validation_error' }), 'validation_error'],
		['plain text', { kind: 'text', text: 'Outcome is missing' } as Body, 'Outcome is missing'],
	])('says what was wrong, told by %s', (_shape, body, said) => {
		expect(classifyHaloPsa(answer(400, body))).toMatchObject({
			code: 'REJECTED',
			message: expect.stringContaining(said),
		});
	});

	it('names the field where the vendor does', () => {
		const body = json({ error: 'validation_error', details: [{ field: 'status_id', message: 'does not exist' }] });
		expect(classifyHaloPsa(answer(400, body))).toMatchObject({ field: 'status_id' });
	});

	it('names the member that could not be read', () => {
		const body = json({ '[0].client_id': ['Could not convert string to integer: x.'] });
		expect(classifyHaloPsa(answer(400, body))).toMatchObject({
			code: 'REJECTED',
			field: 'client_id',
			message: expect.stringContaining('Could not convert'),
		});
	});

	it('tells a value that a server stumbles over from a server in trouble', () => {
		const stumbled = json({
			ClassName: 'System.FormatException',
			Message: 'Input string was not in a correct format.',
		});
		expect(classifyHaloPsa(answer(500, stumbled))).toMatchObject({ code: 'REJECTED' });
		const trouble = json({ ClassName: 'System.Data.SqlClient.SqlException', Message: 'Timeout expired.' });
		expect(classifyHaloPsa(answer(500, trouble))).toMatchObject({ code: 'UNAVAILABLE', uncertain: true });
	});

	it.each([
		[400, 'AUTHENTICATION'],
		[401, 'AUTHENTICATION'],
	])('a token that is refused with %i is a matter of the credentials', (status, code) => {
		expect(classifyHaloPsa(answer(status, json({ error: 'invalid_client' }), '/auth/token'))?.code).toBe(code);
	});

	it.each([
		[401, 'AUTHENTICATION'],
		[403, 'PERMISSION'],
		[429, 'RATE_LIMITED'],
		[503, 'UNAVAILABLE'],
	] as const)('%i without a word is %s', (status, code) => {
		const failed = answer(status, { kind: 'empty' });
		expect((classifyHaloPsa(failed) ?? failureOf(failed)).code).toBe(code);
	});

	it('an address that leads nowhere is no missing record', () => {
		expect(classifyHaloPsa(answer(404, { kind: 'empty' }))?.code).toBe('UNEXPECTED_ANSWER');
		const nowhere = json({ Message: "No HTTP resource was found that matches the request URI '/api/Tickts'." });
		expect(classifyHaloPsa(answer(404, nowhere))?.code).toBe('UNEXPECTED_ANSWER');
		const gone = json({ resultCode: 404, errorMessage: 'User 4 could not be found' });
		expect(classifyHaloPsa(answer(404, gone))?.code).toBe('NOT_FOUND');
		const missing = answer(404, { kind: 'empty' }, '/api/Tickets/4');
		expect((classifyHaloPsa(missing) ?? failureOf(missing)).code).toBe('NOT_FOUND');
	});
});

describe('notUnderstood', () => {
	it('passes on an error that came as a success', () => {
		const error = notUnderstood(
			{ status: 200, headers: {}, data: { Message: 'Licence expired' }, dateMs: null },
			undefined,
			{ entity: 'ticket' },
		);
		expect(error.message).toContain('Licence expired');
		expect(error.code).toBe('UNEXPECTED_ANSWER');
	});
});
