{{/*
The registrable domain of a host, approximately: its last two labels, or three behind a second level that registries sell below.
The whole list (publicsuffix.org) is too long for a chart. Call: include "tochka-rosta.registrable" "app.example.com.ru"
*/}}
{{- define "tochka-rosta.registrable" -}}
{{- $sold := list "ac.uk" "co.uk" "gov.uk" "ltd.uk" "me.uk" "net.uk" "org.uk" "plc.uk"
  "com.ru" "exnet.su" "int.ru" "msk.ru" "msk.su" "net.ru" "nov.ru" "org.ru" "pp.ru" "spb.ru" "spb.su"
  "com.kz" "edu.kz" "gov.kz" "mil.kz" "net.kz" "org.kz" "com.by" "com.ua" "in.ua" "net.ua" "org.ua" "com.ge" "com.am" "com.uz" "co.uz"
  "com.ar" "com.au" "com.br" "com.cn" "com.hk" "com.mx" "com.my" "com.pl" "com.sg" "com.tr" "com.tw" "com.vn" "com.de" "com.es"
  "co.id" "co.il" "co.in" "co.jp" "co.kr" "co.nz" "co.th" "co.za" "ne.jp" "net.au" "net.br" "net.cn" "net.tr" "or.jp" "or.kr"
  "org.au" "org.br" "org.cn" "org.il" "org.nz" "org.pl" "org.tr" "org.za" "eu.com" "ru.com" "ru.net" "us.com" "uk.com" -}}
{{- $labels := splitList "." (lower .) -}}
{{- $count := len $labels -}}
{{- $kept := 2 -}}
{{- if and (gt $count 2) (has (join "." (slice $labels (sub $count 2))) $sold) -}}{{- $kept = 3 -}}{{- end -}}
{{- join "." (slice $labels (max 0 (sub $count $kept))) -}}
{{- end }}
