import { classifyAutotask } from '../../../sync/connectors/autotask/errors';
import type { FailedAnswer } from '../../../sync/connectors/http';

const answer = (status: number, value: unknown, method = 'POST'): FailedAnswer => ({
	status,
	body: value === undefined ? { kind: 'empty' } : { kind: 'json', value },
	method,
	path: '/Tickets',
});
const failed = (message: string, method?: string) => classifyAutotask(answer(500, { errors: [message] }, method));

describe('HTTP 500 of Autotask', () => {
	it.each([
		['queueID is required', 'queueID'],
		['Value does not reference an existing entity for taskType . ', 'taskType'],
		['Value does not exist for the required field phone. ', 'phone'],
		['The specified AssignedResourceID and AssignedRoleID combination is not currently defined', undefined],
		['hoursWorked greater than 24 hours or less than zero hours', undefined],
	])('is to be corrected where it says "%s"', (message, field) => {
		expect(failed(message)).toMatchObject({ code: 'REJECTED', field });
		expect(failed(message)?.message).toContain(message.trim());
	});

	it.each([
		'An unexpected error has occurred.  If the problem persists, please contact Autotask Support and reference Error ID: 1166',
		'Execution Timeout Expired.',
		'Transaction was deadlocked on lock resources with another process',
	])('passes by itself where it says "%s", and may have been carried out', (message) => {
		expect(failed(message)).toMatchObject({ code: 'UNAVAILABLE', uncertain: true });
	});

	it('is an outage where there is no sentence', () => {
		expect(classifyAutotask(answer(500, undefined))).toBeUndefined();
		expect(classifyAutotask(answer(500, {}))).toBeUndefined();
		expect(classifyAutotask(answer(500, { Message: 'An error has occurred.' }))).toMatchObject({
			code: 'UNAVAILABLE',
			uncertain: true,
		});
		expect(
			classifyAutotask({ ...answer(500, undefined), body: { kind: 'html', text: '<h1>Oops</h1>' } }),
		).toBeUndefined();
	});

	it.each([
		['IntegrationCode is invalid', 'AUTHENTICATION'],
		['You do not have permission to update this entity', 'PERMISSION'],
		['Thread Threshold Exceeded (Itgenatr005)', 'RATE_LIMITED'],
	])('says "%s": %s', (message, code) => {
		expect(failed(message)?.code).toBe(code);
	});

	it('means a missing record on a deletion only', () => {
		expect(failed('The contact does not exist', 'DELETE')?.code).toBe('NOT_FOUND');
		expect(failed('Unable to find nobody in the Ticket Entity')?.code).toBe('REJECTED');
	});
});

describe('other failures of Autotask', () => {
	it('401 has no body and may mean a moved database', () => {
		expect(classifyAutotask(answer(401, undefined))).toMatchObject({ code: 'AUTHENTICATION' });
	});

	it('429 is a pause, whatever its body is', () => {
		expect(classifyAutotask(answer(429, { errors: [{ message: 'Rate limit exceeded.', code: 'X' }] }))?.code).toBe(
			'RATE_LIMITED',
		);
	});

	it('never takes the router’s words or a web page for a missing record', () => {
		const router = { Message: "No HTTP resource was found that matches the request URI 'https://x'." };
		expect(classifyAutotask(answer(404, router, 'GET'))?.code).toBe('UNEXPECTED_ANSWER');
		expect(
			classifyAutotask({ ...answer(404, undefined, 'GET'), body: { kind: 'html', text: '<h1>404</h1>' } })?.code,
		).toBe('UNEXPECTED_ANSWER');
		expect(classifyAutotask(answer(404, undefined, 'GET'))?.code).toBe('UNEXPECTED_ANSWER');
		expect(classifyAutotask({ ...answer(404, undefined, 'GET'), path: '/Tickets/5' })).toBeUndefined();
		expect(classifyAutotask(answer(405, { Message: 'The requested resource does not support …' }))?.code).toBe(
			'UNEXPECTED_ANSWER',
		);
	});
});
