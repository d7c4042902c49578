import { DeskDay, type DeskScene } from './desk/day';
import {
	everyChildOnce,
	everyDifferenceTold,
	minutesConserved,
	nothingBilledTouched,
	nothingShown,
} from './desk/judgements';
import { scenesOf } from './desk/scenes';
import { bijection, parentsFirst, quiescence } from './judgements';
import { judge } from './law';
import { called, PAIRS } from './pairs';
import { nobodyAstray, switchesWriteNothing } from './phase-judgements';
import { trial } from './trial';

for (const pair of PAIRS) {
	trial<DeskScene>(
		`notes and time between ${called(pair)} by the shipped field maps, on any day with switches of phase`,
		{
			laws: {
				P1: 'no run writes while the sync is in another phase than its own',
				P2: 'a switch writes nothing by itself, forth or back, whatever was billed and whatever waits',
				P5: 'what was billed is never written but for what billing says, and no PSA is told what it has billed',
				P6: 'no write shows clients words that nobody meant for them, whatever the field map says',
				P7: 'minutes are those that somebody gave, up to the declared rounding',
				I14: 'no record is written before its parent, and none loses it',
				S1: 'once people stop, the sync stops writing',
				S2: 'where both sides differ, a person is asked',
				S3: 'every note and every entry is there once on each side',
			},
			scenes: scenesOf(pair),
			share: 0.025,
			live: async (scene) => {
				const day = new DeskDay(scene);
				await day.begin();
				await day.live(scene.steps);
				await day.afternoon();
				await day.end();
				const { people } = day;
				const isShipped = scene.readers === 'as shipped';
				await judge(day, {
					P1: nobodyAstray,
					P6: nothingShown,
					P5: nothingBilledTouched,
					P7: async () => await minutesConserved(day, scene.rounding),
					S2: async () => await (isShipped ? everyDifferenceTold(day) : undefined),
					S3: () => {
						bijection(people);
						if (isShipped) everyChildOnce(day);
					},
					I14: () => parentsFirst(people),
					S1: async () => await quiescence(people),
					P2: switchesWriteNothing,
				});
				day.reopen();
				await day.end();
				await judge(day, {
					P6: nothingShown,
					P5: nothingBilledTouched,
					P7: async () => await minutesConserved(day, scene.rounding),
					S2: async () => await (isShipped ? everyDifferenceTold(day) : undefined),
				});
			},
		},
	);
}
