module tochkarosta.online/e2e/cluster/small

go 1.26.0
