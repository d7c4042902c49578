/** One problem of one field, as the vendor lists them under `errors`. */
export interface FieldError {
	readonly code: string;
	readonly message: string;
	readonly resource: string;
	/** A path, e.g. `summary` or `status/id`. */
	readonly field: string;
}

/** An answer of the API that is not a success; `body` is sent as it is. */
export class VendorError extends Error {
	/** @param statusCode the HTTP status */
	constructor(
		readonly statusCode: number,
		readonly body: unknown,
	) {
		super(`HTTP ${statusCode} ${JSON.stringify(body)}`);
		this.name = 'VendorError';
	}
}

/** 404 for a record; `label` as the vendor words it, e.g. `Ticket`, `Service Note` (recorded). */
export function notFound(label: string, id: number | string): VendorError {
	return new VendorError(404, { code: 'NotFound', message: `${label} ${id} not found` });
}

/** 400 with the problems of a record nested (recorded). */
export function invalidObject(resource: string, errors: readonly FieldError[]): VendorError {
	return new VendorError(400, { code: 'InvalidObject', message: `${resource} object is invalid`, errors });
}

/** 400 for `conditions`, `orderBy` and `fields` that cannot be understood; no `errors` list (recorded). */
export function badCondition(message: string): VendorError {
	return new VendorError(400, { code: 'ApiFindCondition', message });
}

export function unrecognizedName(name: string): VendorError {
	return badCondition(`${name} is not a recognized name.`);
}

/** 400 for a request that is wrong as a whole. */
export function badRequest(message: string): VendorError {
	return new VendorError(400, { code: 'ConnectWiseApi', message });
}

/** 400 for a body field that the model does not have (recorded, e.g. for `enteredBy`). */
export function unknownMember(name: string, model: string): VendorError {
	return badRequest(
		`Could not find member '${name}' on object of type '${model}'. Path '${name}'. ` +
			'Check your accept header to make sure you are using the correct version.',
	);
}

/** 500 for a value of the wrong type: bad data, though it looks like a server's failure (recorded). */
export function cannotConvert(value: unknown, type: string, path: string): VendorError {
	const shown = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
	return new VendorError(500, {
		code: 'ConnectWiseApi',
		message: `Error converting value ${shown} to type '${type}'. Path '${path}'.`,
	});
}

export function unauthorized(message: string): VendorError {
	return new VendorError(401, { code: 'Unauthorized', message });
}

/** 404 for a path that the API does not have (recorded). */
export function noEndpoint(): VendorError {
	return new VendorError(404, { code: 'ConnectWiseApi', message: 'The endpoint does not exist.' });
}
