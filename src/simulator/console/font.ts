/** How wide and high the letters of this font are, in dots. */
export const glyphSize = { width: 5, height: 7 } as const;

/** The characters from space to tilde, seven rows each; a row's five dots are one digit of base 32, the left dot the highest. */
const glyphs =
  "0000000 4444404 AAA0000 AAVAVAA 4FKE5U4 OP248J3 CIK8LID 4480000 2488842 8422248 04LEL40 044V440 0000C48 000V000 00000CC 01248G0 " +
  "EHJLPHE 4C4444E EH1248V V2421HE 26AIV22 VGU11HE 68GUHHE V124888 EHHEHHE EHHF12C 0CC0CC0 0CC0C48 248G842 00V0V00 8421248 EH12404 " +
  "EH1DLLE EHHVHHH UHHUHHU EHGGGHE SIHHHIS VGGUGGV VGGUGGG EHGNHHF HHHVHHH E44444E 72222IC HIKOKIH GGGGGGV HRLLHHH HHPLJHH EHHHHHE " +
  "UHHUGGG EHHHLID UHHUKIH FGGE11U V444444 HHHHHHE HHHHHA4 HHHLLLA HHA4AHH HHHA444 V1248GV E88888E 0G84210 E22222E 4AH0000 000000V " +
  "8420000 00E1FHF GGMPHHU 00EGGHE 11DJHHF 00EHVGE 698S888 0FHHF1E GGMPHHH 40C444E 20622IC GGIKOKI C44444E 00QLLHH 00MPHHH 00EHHHE " +
  "00UHUGG 00DJF11 00MPGGG 00EGE1U 88S8896 00HHHJD 00HHHA4 00HHLLA 00HA4AH 00HHF1E 00V248V 2448442 4444444 8442448 008L200";

const rowsByGlyph = glyphs.split(" ").map((rows) => Array.from(rows, (row) => parseInt(row, 32)));

/** Whether a character has a dot in this column and row; a character that the font does not have is a question mark. */
export function hasDot(character: string, column: number, row: number): boolean {
  const index = (character.codePointAt(0) ?? 0) - 32;
  const rows = rowsByGlyph[index] ?? rowsByGlyph["?".charCodeAt(0) - 32];
  return (((rows?.[row] ?? 0) >> (glyphSize.width - 1 - column)) & 1) === 1;
}
