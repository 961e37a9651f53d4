"""What people call countries beside the names that CLDR has for them.

English and the live languages together; a name that could mean two countries is left out.
"""

from collections.abc import Mapping
from types import MappingProxyType

_TABLE = """
AE uae|emirates|emiratos|الإمارات|الامارات العربية|यूएई|эмираты
BA bosnia|босния|البوسنة
BY белоруссия|byelorussia
CD drc|dr congo|democratic republic of the congo|congo kinshasa|zaire|rdc|rd congo|др конго
CD kongo kinshasa
CG republic of the congo|congo brazzaville
CI ivory coast|costa de marfil|côte d'ivoire
CN prc|mainland china|кнр|people's republic of china
CV cabo verde
CZ czech republic|república checa|جمهورية التشيك
DE deutschland|frg|фрг
DO rep dominicana
ES españa
FM federated states of micronesia
GB uk|great britain|britain|england|scotland|wales|northern ireland|inglaterra|gran bretaña
GB escocia|gales|англия|шотландия|بريطانيا|إنجلترا|انجلترا|ब्रिटेन|इंग्लैंड|uingereza
HK hong kong|hongkong|هونغ كونغ|हांगकांग
IE eire|republic of ireland
IN bharat|hindustan|हिन्दुस्तान|हिंदुस्तान|इंडिया|इण्डिया
IR persia
KG киргизстан|kirghizia|киргизия
KP dprk|северная корея
KR republic of korea|rok|s korea|южная корея
KZ казакстан
LK ceylon
MD молдавия|moldavia|republic of moldova
MK macedonia|македония|مقدونيا
MM burma|myanmar
MO macau|macao|макао
NL holland|the netherlands|holanda|голландия|هولندا|uholanzi
NZ aotearoa
PH philippines|pilipinas
PS palestine|state of palestine|palestina|палестина|فلسطين|फ़िलिस्तीन|फिलिस्तीन|غزة|gaza
PS west bank
RU russian federation|рф|российская федерация|rossiya
SA ksa|saudi|السعودية|arabia saudita|सऊदी|saudi arabia
ST sao tome
SY syrian arab republic|سورية
SZ swaziland|suazilandia|свазиленд
TJ таджикистан
TL east timor|timor oriental
TM туркмения
TR turkey|turkiye|तुर्की
TT trinidad
TW republic of china
TZ tanganyika|zanzibar
UA украина|the ukraine
US usa|us|u.s.|u.s.a.|america|united states of america|the states|eeuu|ee. uu.
US estados unidos de américa|eua|сша|америка|соединенные штаты америки|штаты|أمريكا|امريكا
US الولايات المتحدة الأمريكية|अमेरिका|अमरीका|यूएसए|संयुक्त राज्य अमेरिका
VA vatican|holy see
VC saint vincent|st vincent
VN viet nam
ZA south africa|rsa|юар
"""


def _read(table: str) -> Mapping[str, str]:
    rows = (line.partition(" ") for line in table.strip().splitlines())
    return MappingProxyType({name: code for code, _, names in rows for name in names.split("|")})


COUNTRY_BY_NICKNAME = _read(_TABLE)
"""ISO 3166-1 alpha-2 codes by nickname, in any language."""
