/** The results: their JSON form, the table on the terminal, the plots and the page in docs. Measures nothing. */
@NullMarked
package io.mysqlclone.bench.report;

import org.jspecify.annotations.NullMarked;
