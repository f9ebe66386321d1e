# Installs proxmox-mcp @VERSION@ on Windows (x64, and ARM64 by its emulation):
#
#     irm @DOWNLOAD@/install.ps1 | iex
#
# The binary is checked against the SHA-256 that stands below before anything is put in place.
# INSTALL_DIR names the folder to install into (%LOCALAPPDATA%\Programs\proxmox-mcp), INSTALL_FROM a mirror of
# the release's files. To uninstall, delete that folder.
& {
  Set-StrictMode -Version 2
  $ErrorActionPreference = 'Stop'
  # Its bar makes Invoke-WebRequest of Windows PowerShell many times slower.
  $ProgressPreference = 'SilentlyContinue'

  $version = '@VERSION@'
  $name = '@NAME@'
  $expected = '@SHA256@'
  $from = if ($env:INSTALL_FROM) { $env:INSTALL_FROM } else { '@DOWNLOAD@' }
  $folder = if ($env:INSTALL_DIR) { $env:INSTALL_DIR } else { Join-Path $env:LOCALAPPDATA 'Programs\proxmox-mcp' }

  if (-not [Environment]::Is64BitOperatingSystem) {
    throw 'proxmox-mcp was not installed: there is no binary for 32-bit Windows.'
  }
  # Windows PowerShell of older systems offers TLS 1.0 alone unless told.
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

  New-Item -ItemType Directory -Force -Path $folder | Out-Null
  $part = Join-Path $folder "$name.part"
  try {
    Invoke-WebRequest -UseBasicParsing -TimeoutSec 600 -Uri "$from/$name" -OutFile $part
    $found = (Get-FileHash -Algorithm SHA256 -LiteralPath $part).Hash.ToLowerInvariant()
    if ($found -ne $expected) {
      throw "proxmox-mcp was not installed: $from/$name has SHA-256 $found, and $expected was released. Do not use that file."
    }
    Move-Item -Force -LiteralPath $part -Destination (Join-Path $folder 'proxmox-mcp.exe')
  } finally {
    Remove-Item -Force -LiteralPath $part -ErrorAction SilentlyContinue
  }
  Write-Output "proxmox-mcp $version is in $(Join-Path $folder 'proxmox-mcp.exe')"

  $path = [Environment]::GetEnvironmentVariable('Path', 'User')
  if (-not $env:INSTALL_DIR -and ($path -split ';') -notcontains $folder) {
    $extended = (@($path, $folder) | Where-Object { $_ }) -join ';'
    [Environment]::SetEnvironmentVariable('Path', $extended, 'User')
    Write-Output 'That folder is in the Path of new windows now.'
  }
}
