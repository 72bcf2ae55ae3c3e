/** The questions, asked over HTTP, and held against the contract. */
package org.discogsography.discovery;
