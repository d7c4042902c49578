import { z } from 'zod';
import { PLATFORM_ENTITIES } from './fields';
import { validationFailed } from './problem';

const EVENTS = new Set(
	PLATFORM_ENTITIES.flatMap((entity) => ['created', 'updated', 'deleted'].map((kind) => `${entity}.${kind}`)),
);

const fields = {
	url: z
		.string()
		.max(2_000)
		.url('must be an absolute URL')
		.refine((url) => /^https?:/i.test(url), 'must be an http or https URL'),
	events: z
		.array(z.string().refine((event) => EVENTS.has(event), 'is not an event'))
		.min(1)
		.max(EVENTS.size),
	description: z.string().max(200).nullable(),
	active: z.boolean(),
	ownChanges: z.boolean(),
};

const create = z
	.object({
		...fields,
		description: fields.description.default(null),
		active: fields.active.default(true),
		ownChanges: fields.ownChanges.default(true),
	})
	.strict();
const patch = z.object(fields).partial().strict();

export type WebhookValues = z.infer<typeof create>;

/** @throws PlatformProblem `validation_failed` */
export const parseWebhook = (body: unknown): WebhookValues => parse(create, body);
/** @throws PlatformProblem `validation_failed` */
export const parseWebhookPatch = (body: unknown): Partial<WebhookValues> => parse(patch, body);

function parse<T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>, body: unknown): T {
	const result = schema.safeParse(body);
	if (result.success) return result.data;
	throw validationFailed(
		result.error.issues.map(({ path, message }) => ({
			field: path.join('/') || 'body',
			code: 'invalid_value',
			message,
		})),
	);
}
