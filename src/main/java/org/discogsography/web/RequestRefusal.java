package org.discogsography.web;

/**
 * Why a request is not taken.
 *
 * @param status HTTP's
 * @param reason a sentence for whoever asked; nothing that the request said is repeated in it
 */
record RequestRefusal(int status, String reason) {}
