import type { Words } from './words.ts';

/** German. */
export const german: Words = {
  override: ['ignorier*', 'vergiss', 'vergesst', 'vergessen sie', 'missachte*', 'missacht*', 'verwirf', 'verwerfe*', 'überschreib*', 'lass außer acht', 'beachte nicht', 'beachte keine', 'befolge nicht', 'befolge keine', 'übergehe', 'setze außer kraft', 'lösche'],
  prior: ['vorherig*', 'bisherig*', 'vorig*', 'obig*', 'früher*', 'vorangegangen*', 'vorhergehend*', 'alle', 'alles', 'sämtliche*', 'deine', 'ihre', 'ursprünglich*', 'oben', 'bisher', 'zuvor', 'davor'],
  rules: ['anweisung*', 'regel', 'regeln', 'vorgabe*', 'instruktion*', 'richtlinie*', 'befehl*', 'systemprompt*', 'einschränkung*', 'beschränkung*', 'vorschrift*', 'anleitung*', 'aufgabenstellung'],
  reveal: ['zeig*', 'verrat*', 'nenne', 'gib mir', 'gib aus', 'wiederhol*', 'drucke', 'offenbar*', 'schreib*', 'wie lautet', 'wie lauten', 'was ist', 'was steht', 'sag mir', 'gib', 'wortwörtlich', 'wörtlich', 'übersetze'],
  hidden: ['systemprompt', 'system-prompt', 'systemanweisung*', 'systemnachricht', 'deine anweisungen', 'deine ursprünglichen anweisungen', 'deine regeln', 'geheimen anweisungen', 'internen anweisungen', 'versteckten anweisungen', 'anfänglichen anweisungen', 'deinen prompt', 'dein prompt', 'deinen systemprompt', 'text oben', 'internen regeln', 'deine konfiguration', 'ursprünglichen prompt'],
  persona: ['du bist jetzt', 'du bist nun', 'du bist ab sofort', 'tu so als', 'tue so als', 'ab jetzt', 'ab sofort', 'von jetzt an', 'spiele die rolle', 'spiel die rolle', 'stell dir vor', 'verhalte dich wie', 'verhalte dich als', 'schlüpfe in die rolle', 'du bist nicht mehr', 'antworte als', 'aktiviere'],
  free: ['ohne einschränkung*', 'ohne beschränkung*', 'keine einschränkung*', 'keine regeln', 'ohne regeln', 'ohne filter', 'unzensiert*', 'uneingeschränkt*', 'ohne zensur', 'entwicklermodus', 'ohne grenzen', 'keine grenzen', 'keine beschränkung*', 'ohne moral', 'niemals ablehn*', 'ungefiltert*', 'keine filter', 'darfst alles', 'an keine regeln', 'ohne ethische'],
  safety: ['sicherheit*', 'filter', 'inhaltsfilter', 'zensur', 'schutzmaßnahme*', 'inhaltsrichtlinie*', 'moderation', 'ethi*', 'sicherheitsfilter', 'beschränkungen'],
  disable: ['deaktivier*', 'schalte', 'ausschalte*', 'umgeh*', 'abschalte*', 'entferne', 'hebe auf', 'heb', 'ohne'],
  renewed: ['neue anweisung*', 'neue aufgabe', 'deine neue', 'stattdessen', 'befolge nur', 'folge nur', 'folgende anweisung*', 'gehorche', 'antworte nur mit', 'höchste priorität', 'haben vorrang', 'hat vorrang', 'neue regel*', 'sag nur', 'schreibe nur'],
  marker: ['ende der anweisungen', 'systemhinweis', 'system-update', 'ende des dokuments', 'wichtig:'],
  send: ['sende*', 'schick*', 'leite', 'übermittle*', 'poste', 'lade', 'weiterleit*', 'hänge', 'überweise*'],
  secret: ['passwort*', 'passwörter*', 'zugangsdaten', 'api-schlüssel', 'schlüssel', 'gesprächsverlauf', 'chatverlauf', 'kreditkart*', 'geheimnis*', 'vertraulich*', 'posteingang', 'kundendaten'],
  url: [],
  conceal: ['sag dem nutzer nicht*', 'ohne dem nutzer', 'ohne den nutzer', 'erwähne nicht', 'erwähne das nicht', 'heimlich', 'verschweige', 'ohne nachzufragen', 'ohne rückfrage', 'sag dem benutzer nicht*', 'ohne den benutzer', 'ohne es zu erwähnen', 'ohne bestätigung'],
  machine: ['ki-assistent*', 'ki-modell*', 'sprachmodell*', 'ki-system*', 'die ki', 'an die ki', 'eine ki', 'assistent*'],
  user: ['nutzer', 'benutzer'],
  study: ['erkläre', 'erklär*', 'was bedeutet', 'zum beispiel', 'artikel', 'aufsatz', 'wie kann ich', 'wie erkenne', 'warum', 'schützen', 'verhindern', 'erkennen', 'roman', 'wie funktioniert', 'unterschied'],
  code: ['datei', 'zeile', 'fehler', 'warnung*', 'ordner', 'skript', 'spalte'],
}; // biome-ignore format: lists of words
