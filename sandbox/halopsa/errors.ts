/** An answer of the API that is not a success; `body` is sent as it is: an object, a text, or nothing. */
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

/**
 * 400 for what cannot be read, by the place it was read from, e.g. `{"[0].id": ["…"]}` or `{"client_id": ["…"]}`: what
 * ASP.NET Core makes of a bad model (n8n's built-in node reads it so).
 */
export function badModel(place: string, message: string): VendorError {
	return new VendorError(400, { [place]: [message] });
}

/** 400 for a rule of the business, as a serialised .NET exception; texts begin with a code (seen in n8n's node). */
export function refused(code: string, message: string): VendorError {
	return new VendorError(400, {
		ClassName: 'System.Exception',
		Message: `CODE:${code} ${message}`,
		Data: null,
		InnerException: null,
		HelpURL: null,
		StackTraceString: null,
		RemoteStackTraceString: null,
		RemoteStackIndex: 0,
		ExceptionMethod: null,
		HResult: -2146233088,
		Source: null,
		WatsonBuckets: null,
	});
}

/** 400 as plain text. */
export function refusedInWords(message: string): VendorError {
	return new VendorError(400, message);
}

/** 400 without a body: an action whose outcome the workflow does not offer (seen live). */
export function refusedSilently(): VendorError {
	return new VendorError(400, undefined);
}

/** 404 for a record. */
export function notFound(label: string, id: number | string): VendorError {
	return new VendorError(404, { resultCode: 404, errorMessage: `${label} ${id} could not be found` });
}

/** 404 for a path that the API does not have. */
export function noEndpoint(url: string): VendorError {
	return new VendorError(404, { Message: `No HTTP resource was found that matches the request URI '${url}'.` });
}

/** 405: the API knows GET, POST and DELETE alone. */
export function noMethod(method: string): VendorError {
	return new VendorError(405, { Message: `The requested resource does not support http method '${method}'.` });
}

/** 401 for a token that is missing, wrong or too old. */
export function unauthorized(): VendorError {
	return new VendorError(401, undefined, { 'www-authenticate': 'Bearer' });
}

/** 403 for what the agent or the application may not do. */
export function forbidden(): VendorError {
	return new VendorError(403, undefined);
}
