/** An answer of the API that is not a success; `body` is sent as it is, undefined for none. */
export class VendorError extends Error {
	/** @param statusCode the HTTP status */
	constructor(
		readonly statusCode: number,
		readonly body: unknown,
		readonly headers: Readonly<Record<string, string>> = {},
	) {
		super(`HTTP ${statusCode} ${JSON.stringify(body)}`);
		this.name = 'VendorError';
	}
}

/** What is wrong with a request or a record: HTTP 500 with a list of sentences, not 400 (seen live). */
export function invalid(...errors: string[]): VendorError {
	return new VendorError(500, { errors });
}

/** Every failed sign-in is the same: no body, no reason (seen live). */
export function unauthorized(): VendorError {
	return new VendorError(401, undefined, { 'www-authenticate': 'Basic Realm="autotask.net"' });
}

/** A verb that a path does not have; another envelope than all other errors (recorded). */
export function methodNotAllowed(method: string): VendorError {
	return new VendorError(405, { Message: `The requested resource does not support http method '${method}'.` });
}

/** A path that the API does not have, worded by the web server's framework. */
export function noSuchPath(url: string): VendorError {
	return new VendorError(404, { Message: `No HTTP resource was found that matches the request URI '${url}'.` });
}

/** What the web server itself answers where the API is not reached: a page (seen live for PATCH in one zone). */
export function webServerPage(): VendorError {
	const page = '<!DOCTYPE html><html><head><title>404 - File or directory not found.</title></head></html>';
	return new VendorError(404, page, { 'content-type': 'text/html' });
}

/** A field that an entity does not have, in a query (seen live). */
export function unknownField(name: string, entity: string): VendorError {
	return invalid(`Unable to find ${name} in the ${entity} Entity`);
}

/** A reference or picklist value that does not exist (recorded, with the blank before the full stop). */
export function noSuchValue(field: string): string {
	return `Value does not reference an existing entity for ${field} . `;
}

/** A required field that a record lacks (seen live). */
export function missingValue(field: string): string {
	return `Value does not exist for the required field ${field}. `;
}
