/**
 * The donor as a recipient sees it: clone connections and sessions, what the donor says of itself, whether it fits this
 * host, and what its errors mean.
 *
 * <p>Brings data up to the caller and knows nothing of where they go. May use: {@code recipient}, {@code mysql}, {@code
 * protocol}, {@code engine}, {@code gtid}, {@code release}, {@code datadir} and what is in a live one, Jackson's parser.
 */
@NullMarked
package io.mysqlclone.recipient.remote;

import org.jspecify.annotations.NullMarked;
