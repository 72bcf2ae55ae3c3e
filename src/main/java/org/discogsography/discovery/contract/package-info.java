/** The OpenAPI contract: which questions there are, and what their parameters take. */
package org.discogsography.discovery.contract;
