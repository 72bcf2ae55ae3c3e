package org.discogsography.web;

/**
 * Why a request is refused.
 *
 * @param status HTTP's status code
 * @param reason for the client; it repeats nothing of the request
 */
record HttpError(int status, String reason) {}
