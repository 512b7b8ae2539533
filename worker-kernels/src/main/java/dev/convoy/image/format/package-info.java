/**
 * File formats: what a file says of itself before any library sees it, and the formats that are decoded here, in Java: PNG,
 * BMP, GIF and TIFF. Knows nothing of the packages above it.
 *
 * <p>The JDK's plug-ins for BMP, GIF and TIFF are not used, because JDK 17 and 25 make up pixels without an exception or a
 * warning. GIF: the table is cleared twice in a row, the first block has two or three bytes, an interlaced image has two
 * to four rows, the first code or an index is impossible. TIFF: strips or tiles whose data ends early become black; LZW
 * codes that cannot be are taken for others; grey with alpha where white is zero. BMP: alpha of 16 bits is lost, and
 * runs that pass the edge are cut. Others are refused that are usual, such as TIFF of 16 bits with a predictor. The
 * checks that they would need in addition are nearly all of a reader.
 */
package dev.convoy.image.format;
