/** Letters of other alphabets, and signs, that look like Latin letters. */
export const homoglyphs: ReadonlyMap<string, string> = new Map(
  [
    ...['аa', 'ӓa', 'вb', 'еe', 'ёe', 'єe', 'кk', 'мm', 'нh', 'оo', 'рp', 'сc', 'тt', 'уy', 'хx', 'ѕs', 'іi', 'їi', 'јj', 'ԁd', 'ԛq', 'ԝw', 'һh', 'ӏl', 'ьb', 'гr', 'пn', 'иu', 'яr', 'ґr'],
    ...['αa', 'βb', 'γy', 'εe', 'ζz', 'ηn', 'ιi', 'κk', 'μu', 'νv', 'οo', 'ρp', 'σo', 'τt', 'υu', 'χx', 'ωw', 'ςc', 'ϲc', 'ϳj'],
    ...['ɑa', 'ɡg', 'ɩi', 'ɪi', 'ʀr', 'ɴn', 'ʟl', 'ʏy', 'ʙb', 'ɢg', 'ʜh', 'ᴀa', 'ᴄc', 'ᴅd', 'ᴇe', 'ᴊj', 'ᴋk', 'ᴍm', 'ᴏo', 'ᴘp', 'ᴛt', 'ᴜu', 'ᴠv', 'ᴡw', 'ᴢz', 'ꜰf', 'ꜱs', 'ıi', 'łl', 'øo', 'đd', 'ħh', 'ŧt', 'ƒf', 'ßb'],
    ...['օo', 'ѵv', 'ոn', 'սu', 'հh', 'ցg', 'ⅼl', 'ⅽc', 'ⅾd', 'ⅿm', '❘l', '∣l', 'ꭵi', 'ᎥI', '℮e', '×x'],
  ].map((pair) => [[...pair][0]!, [...pair][1]!.toLowerCase()] as const),
); // biome-ignore format: a table
