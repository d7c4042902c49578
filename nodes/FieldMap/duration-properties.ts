import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { forKind } from './for-kind';
import { ROUND_TO } from './parameters';

const UNITS: INodePropertyOptions[] = [
	{ name: 'Hours', value: 'hours', description: 'A quarter of an hour is 0.25' },
	{ name: 'Minutes', value: 'minutes', description: 'A quarter of an hour is 15' },
];

const whenRounded: INodeProperties['displayOptions'] = {
	show: { ...forKind('duration').show, roundTo: ROUND_TO.filter((side) => side !== 'none') },
};

/** What a row of a duration asks for: the units of both fields, and whether it is rounded on its way. */
export const durationProperties: INodeProperties[] = [
	{
		displayName: 'Unit in the PSA',
		name: 'psaUnit',
		type: 'options',
		noDataExpression: true,
		options: UNITS,
		default: 'hours',
		displayOptions: forKind('duration'),
	},
	{
		displayName: 'Unit on the Platform',
		name: 'platformUnit',
		type: 'options',
		noDataExpression: true,
		options: UNITS,
		default: 'minutes',
		displayOptions: forKind('duration'),
	},
	{
		displayName: 'Round',
		name: 'roundTo',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'No', value: 'none', description: 'Every minute arrives as it was worked' },
			{ name: 'What Goes to the PSA', value: 'psa', description: 'As your agreements bill it' },
			{ name: 'What Goes to the Platform', value: 'platform' },
			{ name: 'Both Ways', value: 'both' },
		],
		default: 'none',
		displayOptions: forKind('duration'),
		description: 'A duration is rounded when it is carried over; on the side where it was entered it stays as it is',
	},
	{
		displayName: 'Rounding',
		name: 'roundMode',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Up', value: 'up', description: '16 minutes are 30, in steps of 15' },
			{ name: 'To the Nearest', value: 'nearest', description: '16 minutes are 15, in steps of 15' },
			{ name: 'Down', value: 'down', description: '29 minutes are 15, in steps of 15' },
		],
		default: 'up',
		displayOptions: whenRounded,
	},
	{
		displayName: 'Steps of Minutes',
		name: 'roundIncrement',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 1440, numberPrecision: 0 },
		default: 15,
		displayOptions: whenRounded,
		description: 'To which multiple durations are rounded: 15 for quarters of an hour',
	},
	{
		displayName: 'Minutes at Least',
		name: 'roundMinimum',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0, maxValue: 1440, numberPrecision: 0 },
		default: 15,
		displayOptions: whenRounded,
		description:
			'The shortest duration that is carried over, a multiple of the steps; 0 for none. Nothing stays nothing.',
	},
];
