autocmd BufRead,BufNewFile *.rvk setfiletype rvk
