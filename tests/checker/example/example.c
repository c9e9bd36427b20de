/* The C interface: example_c SPEC.rvk prints the result document; its exit code is the status. */
#include <stdio.h>

#include "checker/revoke_mc.h"

int main(int argc, char **argv) {
    char *result = NULL;
    int status;
    if (argc != 2) return 99;
    status = revoke_mc_check(argv[1], "{\"threads\": 2, \"timeout\": 60}", NULL, NULL, &result);
    puts(result);
    revoke_mc_free(result);
    return status;
}
