/** A self-signed certificate for `localhost`, made for tests alone: nothing outside them trusts it. Valid to 2126. */

export const certificate = `-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUB3hGLfNoH7oTmlMkKs2ziHTBabEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDAwMjY0MVoYDzIxMjYxMDMx
MDAyNjQxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATxuK8Q83wmDOz+Nu6QvgB3IND+LNKxjcoKnnzs6dTnog+21rBV7uAN
tM6qiYyKmkOA8bVnxyJw4PNp+UoUQBrLo2kwZzAdBgNVHQ4EFgQUZHr5C/8eYg1S
04p7zwPL4XFzKT4wHwYDVR0jBBgwFoAUZHr5C/8eYg1S04p7zwPL4XFzKT4wDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
RwAwRAIgG1wZ1ysVszh96UuwmbGdFkUEam0lcKzPh+2fsdIeQ7cCIDBjwii/aiDA
VohUj5wd2zkSBqtrwM8sttVY+kKSCl+F
-----END CERTIFICATE-----
`

export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgAOTMYZbo9QMoPPCn
/qaNcQip8IfcAg+nW4HHgLItwgKhRANCAATxuK8Q83wmDOz+Nu6QvgB3IND+LNKx
jcoKnnzs6dTnog+21rBV7uANtM6qiYyKmkOA8bVnxyJw4PNp+UoUQBrL
-----END PRIVATE KEY-----
`
