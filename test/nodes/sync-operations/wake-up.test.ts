import { onWakeUp, wakeUp } from '../../../nodes/shared/wake-up';

test('reaches every listener of the same sync, and no other', () => {
	const heard: string[] = [];
	const stops = [
		onWakeUp('north', () => heard.push('north 1')),
		onWakeUp('north', () => heard.push('north 2')),
		onWakeUp('south', () => heard.push('south')),
	];
	wakeUp('north');
	expect(heard).toEqual(['north 1', 'north 2']);
	for (const stop of stops) stop();
	wakeUp('north');
	wakeUp('south');
	expect(heard).toHaveLength(2);
});

test('does not disturb the run that calls, nor the other listeners, when one throws', () => {
	const heard: string[] = [];
	const stops = [
		onWakeUp('north', () => {
			throw new Error('closed');
		}),
		onWakeUp('north', () => heard.push('second')),
	];
	expect(() => wakeUp('north')).not.toThrow();
	expect(heard).toEqual(['second']);
	for (const stop of stops) stop();
});

test('stopping twice leaves a later listener alone', () => {
	const heard: string[] = [];
	const stop = onWakeUp('north', () => heard.push('first'));
	stop();
	const stopSecond = onWakeUp('north', () => heard.push('second'));
	stop();
	wakeUp('north');
	expect(heard).toEqual(['second']);
	stopSecond();
});

test('one substitute hears it where there is no schedule, with what was hinted at', () => {
	const heard: unknown[] = [];
	const hint = { system: 'halopsa', entity: 'ticket', id: '7', action: 'updated', receivedAt: 'now' } as const;
	const stops = [
		onWakeUp('north', (...said) => heard.push(['first', ...said]), 'substitutes'),
		onWakeUp('north', (...said) => heard.push(['second', ...said]), 'substitutes'),
	];
	wakeUp('north', 'webhook', [hint]);
	wakeUp('north');
	expect(heard.splice(0)).toEqual([
		['first', 'webhook', [hint]],
		['first', 'moreIsWaiting', []],
	]);
	const stopSchedule = onWakeUp('north', (reason) => heard.push(['schedule', reason]));
	wakeUp('north', 'webhook', [hint]);
	wakeUp('north');
	expect(heard).toEqual([
		['schedule', 'webhook'],
		['schedule', 'moreIsWaiting'],
	]);
	stopSchedule();
	for (const stop of stops) stop();
});
