module tochkarosta.online/e2e/cluster/supervisor

go 1.26.0
